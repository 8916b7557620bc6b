#!/bin/bash
# Starts Elasticsearch inside its official image, with the certificates and the password that
# setup.sh left in the volume of this service. The image stays read-only: the configuration is
# a copy in memory, made again at each start.
set -euo pipefail
umask 077

secrets=${VIGIE_SECRETS:-/run/vigie}
home=/usr/share/elasticsearch
: "${ES_PATH_CONF:?must name the folder of the configuration}"

rm -rf "$ES_PATH_CONF"
mkdir -p "$ES_PATH_CONF/certs"
cp -R "$home/config/." "$ES_PATH_CONF"
cp "$secrets/elasticsearch.yml" "$ES_PATH_CONF/elasticsearch.yml"
cp "$secrets/http.key" "$secrets/http.crt" "$secrets/ca.pem" "$ES_PATH_CONF/certs"
# The collector's own log goes to a file of the read-only image, and the JVM would not start.
sed -i -e '/gc\.log/d' -e '/-XX:ErrorFile/d' "$ES_PATH_CONF/jvm.options"

rm -f "$ES_PATH_CONF/elasticsearch.keystore"
"$home/bin/elasticsearch-keystore" create --silent
"$home/bin/elasticsearch-keystore" add --silent --stdin bootstrap.password \
  <"$secrets/elastic.password"
exec /usr/local/bin/docker-entrypoint.sh eswrapper
