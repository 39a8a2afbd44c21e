"""The vars: what each takes, where they are given, and the sentence for each that is wrong."""
