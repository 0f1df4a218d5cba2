package dev.atelier.rest.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The nodes of this installation, in the order of the settings. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record NodeListResponse(List<NodeView> nodes) {}
