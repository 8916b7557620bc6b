"""What it takes to run Vigie somewhere: images, units, dashboards, and the dev stack."""
