package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.testing.DescribedApi;
import dev.atelier.rest.testing.RestServer;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every response of success has an example that its schema describes. */
class ExamplesTest {

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void everySuccessHasAnExampleOfItsSchema(String compatibility) {
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", compatibility))) {
            DescribedApi description = server.http().description();
            assertThat(description.operations()).hasSizeGreaterThan(50);
            assertThat(description.operations().values()).allSatisfy(description::checkExamples);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void anExampleHasTheStatusOfItsResponse(String compatibility) {
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", compatibility))) {
            Map<?, ?> responses = (Map<?, ?>) server.http()
                    .description()
                    .operations()
                    .get("CreateEndpoint")
                    .description()
                    .get("responses");
            String status = compatibility.equals("esd") ? "202" : "200";
            assertThat(responses.get(status).toString()).contains("example={", "statusCode=" + status);
        }
    }

    @Test
    void everyExampleIsOfAnOperation() {
        try (RestServer server = RestServer.start()) {
            Set<String> named = JsonObjectReader.of(Examples.class, "examples.json").toMap().keySet().stream()
                    .map(name -> name.split(" ")[0])
                    .collect(Collectors.toSet());
            assertThat(server.http().description().operations().keySet()).containsAll(named);
        }
    }
}
