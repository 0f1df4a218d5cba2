package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.StorageUri;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelDescriptionTest {

    private static ModelDescription of(Map<ModelProperty, String> properties, List<String> triggerWords) {
        return new ModelDescription(ModelFamily.UNKNOWN, ModelKind.LORA, "F16", 1, properties, triggerWords);
    }

    @Test
    void textsAreCutAndLackWhatCannotBeSeen() {
        ModelDescription described = of(
                Map.of(
                        ModelProperty.TITLE,
                        "good\u202etxt.\u0000\n\tnext",
                        ModelProperty.AUTHOR,
                        " \u200b\u2066 ",
                        ModelProperty.DESCRIPTION,
                        "x".repeat(10_000_000),
                        ModelProperty.RANK,
                        "4".repeat(1000)),
                List.of());

        assertThat(described.properties())
                .containsEntry(ModelProperty.TITLE, "goodtxt. next")
                .containsEntry(ModelProperty.DESCRIPTION, "x".repeat(499) + "…")
                .containsEntry(ModelProperty.RANK, "4".repeat(39) + "…")
                .doesNotContainKey(ModelProperty.AUTHOR);
    }

    @Test
    void triggerWordsAreFewAndDifferent() {
        List<String> many =
                IntStream.range(0, 1000).mapToObj(at -> "word " + at).toList();

        assertThat(of(Map.of(), many).triggerWords()).isEqualTo(many.subList(0, ModelDescription.MAX_TRIGGER_WORDS));
        assertThat(of(Map.of(), List.of(" a ", "", "a", "\u202e", "b".repeat(500)))
                        .triggerWords())
                .containsExactly("a", "b".repeat(79) + "…");
    }

    @Test
    void aFileIsNamedByTheBeginningOfItsDigest() {
        ModelFile file = new ModelFile(new CheckpointFileName("a.safetensors"), new StorageUri("b", "a"));

        assertThat(file.autoV2()).isEmpty();
        assertThat(file.read("6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa")
                        .autoV2())
                .isEqualTo("6ce0161689");
    }
}
