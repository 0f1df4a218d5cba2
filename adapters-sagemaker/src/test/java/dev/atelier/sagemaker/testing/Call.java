package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;

/** A received call: the operation and its arguments. */
public record Call(String operation, JsonNode body) {}
