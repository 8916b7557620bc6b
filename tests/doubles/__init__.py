"""Local doubles of the APIs that Vigie listens to: their real protocol over real sockets."""
