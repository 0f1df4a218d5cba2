package dev.atelier.application.storage;

/** What the store answered for one uploaded part: its number from 1, and its {@code ETag} with or without quotes. */
public record PartTag(int partNumber, String eTag) {}
