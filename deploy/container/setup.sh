#!/bin/sh
# Makes what the services of deploy/compose.yaml need to trust each other: certificates,
# passwords, keys. Each service has a volume of its own and finds there only what is its own.
#
#   setup.sh                      make what is missing (at every start; changes nothing else)
#   setup.sh renew certificates   make the certificates again, under a new authority
#   setup.sh renew passwords      make the passwords again (not that of the account "elastic")
#   setup.sh put VOLUME/NAME      keep the standard input as a secret of that volume
#   setup.sh team                 print the password of Kibana's account "vigie-team"
#
# A file appears whole or not at all (written beside, then renamed), so a start that was cut
# short is mended by the next one. No secret is ever an argument or an environment variable.
set -eu
umask 077

volumes=${VIGIE_VOLUMES:-/volumes}
share=${VIGIE_SHARE:-/usr/local/share/vigie}

# Accounts inside the images: Kafka's, Elasticsearch's and Kibana's are all 1000.
owner_of() {
  case $1 in
    kafka | elasticsearch | kibana | backup) echo 1000:1000 ;;
    vigie | accounts | depot) echo 10001:10001 ;;
    *) echo "setup: no such volume: $1" >&2; exit 2 ;;
  esac
}

# place VOLUME/NAME [MODE]: keep the standard input there, owned by the service.
place() {
  target=$volumes/$1
  owner=$(owner_of "${1%%/*}")
  cat >"$target.new"
  chmod "${2:-0400}" "$target.new"
  # Whoever is not root (a test) owns what it makes, and that is enough.
  [ "$(id -u)" != 0 ] || chown "$owner" "$target.new"
  mv -f "$target.new" "$target"
}

# secret NAME BYTES VOLUME/NAME...: one secret, made once, given to each that uses it.
secret() {
  kept=accounts/$1
  bytes=$2
  shift 2
  [ -s "$volumes/$kept" ] || openssl rand -hex "$bytes" | place "$kept"
  for user in "$@"; do
    place "$user" <"$volumes/$kept"
  done
}

certificates() {
  [ ! -s "$volumes/accounts/ca.pem" ] || return 0
  work=$(mktemp -d)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj "/CN=Vigie, autorite interne" -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
  for name in elasticsearch kafka; do
    printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
      "extendedKeyUsage=serverAuth" "subjectKeyIdentifier=hash" "authorityKeyIdentifier=keyid" \
      "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" >"$work/extensions"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$name" \
      -keyout "$work/$name.key" -out "$work/$name.csr" 2>/dev/null
    openssl x509 -req -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" \
      -days 3650 -extfile "$work/extensions" -out "$work/$name.crt" 2>/dev/null
  done
  # Nobody can sign another certificate: a new one means a new authority (renew certificates).
  rm "$work/ca.key"
  place elasticsearch/http.key <"$work/elasticsearch.key"
  place elasticsearch/http.crt <"$work/elasticsearch.crt"
  cat "$work/kafka.key" "$work/kafka.crt" | place kafka/kafka.pem
  for user in elasticsearch kibana vigie accounts; do
    # The accounts' copy comes last: it is what says that all of it was made.
    place "$user/ca.pem" <"$work/ca.pem"
  done
  rm -r "$work"
}

kibana_settings() {
  {
    cat "$share/kibana.yml"
    echo "elasticsearch.password: \"$(cat "$volumes/accounts/kibana_system.password")\""
    echo "xpack.encryptedSavedObjects.encryptionKey: \"$(cat "$volumes/accounts/kibana.key")\""
    echo "xpack.security.encryptionKey: \"$(cat "$volumes/accounts/kibana.key")\""
    echo "xpack.reporting.encryptionKey: \"$(cat "$volumes/accounts/kibana.key")\""
  } | place kibana/kibana.yml
}

# The first start puts the made-up posts in the drop folder, once.
first_files() {
  [ ! -e "$volumes/accounts/depot.begun" ] || return 0
  for file in "$share"/depot/*; do
    [ ! -f "$file" ] || place "depot/${file##*/}" 0600 <"$file"
  done
  place accounts/depot.begun </dev/null
}

make_missing() {
  for volume in kafka elasticsearch kibana vigie accounts depot backup; do
    mkdir -p "$volumes/$volume"
    chmod 0700 "$volumes/$volume"
    [ "$(id -u)" != 0 ] || chown "$(owner_of "$volume")" "$volumes/$volume"
  done
  certificates
  # The key of the pseudonyms is never renewed: see docs/runbook.md, "Rotate secrets".
  secret pseudonym.key 32 vigie/pseudonym.key
  secret elastic.password 24 elasticsearch/elastic.password
  secret vigie.password 24 vigie/elasticsearch.password
  secret vigie-kibana.password 24 vigie/kibana.password
  secret kafka.password 24 kafka/vigie.password vigie/kafka.password
  secret kibana_system.password 24
  secret vigie-team.password 24
  secret kibana.key 32
  [ -s "$volumes/kafka/cluster.id" ] || openssl rand -base64 16 | tr '+/' 'AB' | tr -d '=' |
    place kafka/cluster.id
  kibana_settings
  place kafka/start.sh 0500 <"$share/kafka-start.sh"
  place kafka/server.properties <"$share/kafka.properties"
  place elasticsearch/start.sh 0500 <"$share/elasticsearch-start.sh"
  place elasticsearch/elasticsearch.yml <"$share/elasticsearch.yml"
  first_files
}

case "${1:-} ${2:-}" in
  " ") make_missing ;;
  "renew certificates") rm -f "$volumes/accounts/ca.pem"; make_missing ;;
  "renew passwords")
    for name in vigie vigie-kibana kafka kibana_system vigie-team; do
      rm -f "$volumes/accounts/$name.password"
    done
    make_missing
    ;;
  "put "?*) place "$2" ;;
  "team ") cat "$volumes/accounts/vigie-team.password" ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
