"""Commands of ``symassist`` beside ``integrate``, imported when they are called."""
