package dev.atelier.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {

    @Test
    void readsSamplesWithTheirLabels() {
        Scrape scrape = Scrape.parse("# HELP a words\n# TYPE a counter\na{x=\"1\",y=\"a\\\"b,}\"} 2.0\na{x=\"2\"} 3\n");

        assertThat(scrape.names()).containsExactly("a");
        assertThat(scrape.sum("a")).isEqualTo(5);
        assertThat(scrape.sum("a", "x", "1")).isEqualTo(2);
        assertThat(scrape.values("a", "x")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 1\n",
                "# TYPE a counter\na 1",
                "# TYPE a counter\na 1\na 2\n",
                "# TYPE a counter\n# TYPE a gauge\na 1\n",
                "# TYPE a counter\na{x=1} 1\n",
                "# TYPE a counter\na{x=\"1\" y=\"2\"} 1\n",
                "# TYPE a counter\na one\n",
                "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\n",
                "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\n"
            })
    void rejectsWhatIsNotTheFormat(String text) {
        assertThatThrownBy(() -> Scrape.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
