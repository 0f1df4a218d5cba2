package dev.atelier.rest.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * All models, on one page.
 *
 * @param object always list
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ModelListResponse(String object, List<ModelView> data) {}
