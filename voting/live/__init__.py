"""What changed, told to every open screen: topics and versions, never contents."""
