"""The distributed mode: collectors, Kafka and the workers that Faust runs."""
