package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeUrlTest {

    @ParameterizedTest
    @CsvSource({
        "http://gpu1:7860, gpu1:7860",
        "http://GPU1:7860/, gpu1:7860",
        "http://user:secret@gpu1:7860, gpu1:7860",
        "https://gpu1, gpu1:443",
        "http://gpu1/sd, gpu1:80/sd"
    })
    void aNodeIsNamedByHostPortAndPath(String url, String name) {
        assertThat(NodeUrl.parse("key", url).name()).isEqualTo(name);
    }

    @Test
    void aNodeOnLoopbackIsAnotherOneOnEachMachine() {
        assertThat(NodeUrl.parse("key", "http://127.0.0.1:7860").name()).matches("127\\.0\\.0\\.1:7860@.+");
    }

    @Test
    void userAndPasswordAreKeptButNotShown() {
        NodeUrl url = NodeUrl.parse("key", "http://user:secret@gpu1:7860");

        assertThat(url.base().getUserInfo()).isEqualTo("user:secret");
        assertThat(url.toString()).doesNotContain("secret").contains("gpu1:7860");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu1:7860", "ftp://gpu1", "http://", "http://gpu1?x=1", "http://gpu1#x", "http://a b", ""})
    void whatIsNoUrlOfAServerIsRejected(String text) {
        assertThatThrownBy(() -> NodeUrl.parse("atelier.local-gpu.nodes", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "atelier.local-gpu.nodes is " + text + "; allowed is the base URL of an SD WebUI");
    }

    @Test
    void aRejectionDoesNotShowThePassword() {
        assertThatThrownBy(() -> NodeUrl.parse("key", "http://user:sec/ret@gpu 1:7860"))
                .hasMessageStartingWith("key is http://…@gpu 1:7860; allowed is");
        assertThatThrownBy(() -> NodeUrl.parse("key", "user:sec@ret@gpu1:7860"))
                .hasMessageStartingWith("key is …@gpu1:7860; allowed is");
        assertThatThrownBy(() -> NodeUrl.parse("key", "http:/user:sec/ret@gpu1:7860"))
                .hasMessageStartingWith("key is …@gpu1:7860; allowed is");
        assertThatThrownBy(() -> NodeUrl.parse("key", "http://user:sec\nret@gpu1:7860"))
                .hasMessageStartingWith("key is http://…@gpu1:7860; allowed is");
        assertThatThrownBy(() -> NodeUrl.parse("key", "http://user:sec\u2028ret@gpu1:7860"))
                .hasMessageStartingWith("key is http://…@gpu1:7860; allowed is");
    }

    @Test
    void aPasswordWithASlashIsNotTakenForAHostAndAPath() {
        assertThatThrownBy(() -> NodeUrl.parse("key", "http://admin:12/34@gpu1:7860"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key is http://…@gpu1:7860; allowed is");

        assertThat(NodeUrl.parse("key", "http://admin:12%2F34@gpu1:7860").base().getUserInfo())
                .isEqualTo("admin:12/34");
    }
}
