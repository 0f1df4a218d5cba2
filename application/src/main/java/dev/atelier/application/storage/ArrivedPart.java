package dev.atelier.application.storage;

/** A part that the store has: its number from 1, its {@code ETag} with or without quotes, and its number of bytes. */
public record ArrivedPart(int partNumber, String eTag, long size) {}
