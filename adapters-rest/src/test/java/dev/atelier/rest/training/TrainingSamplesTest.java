package dev.atelier.rest.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options of the documents and of the reference's clients are allowed. */
class TrainingSamplesTest {

    @SuppressWarnings("unchecked")
    static Stream<Named<Map<String, Object>>> samples() throws IOException {
        try (InputStream json = TrainingSamplesTest.class.getResourceAsStream("samples.json")) {
            Stream<Map<String, Object>> samples =
                    ((List<Map<String, Object>>) TestJson.read(json.readAllBytes())).stream();
            Map<String, Object> documented = TestJson.at(
                    Documents.operation("1.5.0", "CreateTrainingJob").requestMap(), "params", "config_params");
            return Stream.concat(
                    Stream.of(Named.of("the document's example", documented)),
                    samples.map(one -> Named.of(one.get("from").toString(), TestJson.at(one, "config_params"))));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTaken(Map<String, Object> config) {
        for (FoundationModel foundation : FoundationModel.values()) {
            assertThat(TrainingOptions.of(foundation, config, "usual"))
                    .doesNotContainKeys("output_dir", "logging_dir", "log_prefix", "train_data_dir", "reg_data_dir")
                    .doesNotContainEntry("output_name", "usual");
        }
    }
}
