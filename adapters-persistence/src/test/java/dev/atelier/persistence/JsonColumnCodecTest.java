package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonColumnCodecTest {

    private static final Argument<Map<String, Object>> MAP = Argument.mapOf(String.class, Object.class);

    private final JsonColumnCodec jsonColumnCodec = new JsonColumnCodec(ObjectMapper.getDefault());

    @Test
    void keepsEverythingThatAClientCanSay() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("text", "a \"word\" \\ \u2028 \uD83C\uDFA8");
        said.put("nothing", null);
        said.put("no text", "");
        said.put("no items", List.of());
        said.put("no entries", Map.of());
        said.put("items", Arrays.asList(1, null, "two", Map.of("deep", List.of(true, false))));
        said.put("fraction", 0.25);
        said.put("large", 12_345_678_901L);

        Map<String, Object> read = jsonColumnCodec.read(MAP, jsonColumnCodec.write(MAP, said));

        assertThat(read).isEqualTo(said);
        assertThat(read.keySet()).containsExactlyElementsOf(said.keySet());
    }
}
