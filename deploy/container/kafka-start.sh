#!/bin/bash
# Starts Kafka inside its official image, with the certificates and the password that
# setup.sh left in the volume of this service. Everything else is read-only.
set -euo pipefail
umask 077

secrets=${VIGIE_SECRETS:-/run/vigie}
kafka=${VIGIE_KAFKA_HOME:-/opt/kafka}
settings=${TMPDIR:-/tmp}/server.properties

{
  cat "$secrets/server.properties"
  printf '%s.plain.sasl.jaas.config=%s required user_vigie="%s";\n' \
    listener.name.clients org.apache.kafka.common.security.plain.PlainLoginModule \
    "$(cat "$secrets/vigie.password")"
} >"$settings"

"$kafka/bin/kafka-storage.sh" format --standalone --ignore-formatted \
  --cluster-id "$(cat "$secrets/cluster.id")" --config "$settings"
exec "$kafka/bin/kafka-server-start.sh" "$settings"
