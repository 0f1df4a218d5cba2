package dev.atelier.application.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected lines were read by Python's toml 0.10.2, as the values from which they are made. */
class KohyaTomlTest {

    @Test
    void aListHasNumbersOfOneKind() {
        assertThat(written(List.of(5e-5, 0))).isEqualTo("[0.00005, 0.0]");
        assertThat(written(List.of(1, 1e-4))).isEqualTo("[1.0, 0.0001]");
        assertThat(written(List.of(1, 4294967295L))).isEqualTo("[1, 4294967295]");
        assertThat(written(List.of(0.5f, 1e10))).isEqualTo("[0.5, 10000000000.0]");
        assertThat(written(List.of())).isEqualTo("[]");
    }

    @Test
    void aBackslashIsEscaped() {
        assertThat(written("C:\\")).isEqualTo("\"C:\\\\\"");
        assertThat(written(List.of("a=\\", "b"))).isEqualTo("[\"a=\\\\\", \"b\"]");
    }

    @Test
    void quotesCommasAndControlCharactersAreReadAsText() {
        assertThat(written("it's \"it\" # [x]")).isEqualTo("\"it's \\\"it\\\" # [x]\"");
        assertThat(written("\"\"\"")).isEqualTo("'\"\"\"'");
        assertThat(written("a\nb\u007f")).isEqualTo("\"a\\u000ab\\u007f\"");
        assertThat(written(Arrays.asList("betas=0.9,0.99", " ,x,"))).isEqualTo("[\"betas=0.9,0.99\", \" \\u002cx,\"]");
        assertThat(written("é 雪 😀, ")).isEqualTo("\"é 雪 😀, \"");
    }

    @Test
    void eachOptionHasALine() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("seed", 42);
        options.put("learning_rate", 1e-4);
        options.put("sdpa", true);

        assertThat(KohyaToml.of(options)).isEqualTo("seed = 42\nlearning_rate = 0.0001\nsdpa = true\n");
    }

    private static String written(Object value) {
        String line = KohyaToml.of(Map.of("a", value));
        assertThat(line).startsWith("a = ").endsWith("\n");
        return line.substring("a = ".length()).strip();
    }
}
