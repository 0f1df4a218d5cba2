package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;

/** A call that reached the simulated AWS: the operation's name and what it was given. */
public record Call(String operation, JsonNode body) {}
