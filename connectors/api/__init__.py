"""What every API's connector shares: one request, its refusals, its posts, its pages."""
