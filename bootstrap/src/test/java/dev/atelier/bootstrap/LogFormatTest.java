package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The configuration of the log, in a context of its own. */
class LogFormatTest {

    private static final String SETTING = "atelier.log-format";

    private final LoggerContext context = new LoggerContext();
    private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();

    @AfterEach
    void stop() {
        context.stop();
        System.clearProperty(SETTING);
    }

    /** The lines that three messages become, of which the second belongs to a request and the third to a trace as well. */
    private List<String> logged(String format) {
        if (format != null) {
            System.setProperty(SETTING, format);
        }
        context.setMDCAdapter(mdc);
        LogConfigurator configurator = new LogConfigurator();
        configurator.setContext(context);
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            configurator.configure(context);
            Logger logger = context.getLogger("dev.atelier.some.Place");
            logger.warn("without {}", "request");
            mdc.put("request", "mine-1");
            logger.warn("two\nlines \"quoted\"", new IllegalStateException("boom"));
            mdc.put("trace", "0af7651916cd43dd8448eb211c80319c");
            logger.warn("traced");
        } finally {
            System.setErr(before);
        }
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .as("what logback would print at each start")
                .allMatch(status -> status.getLevel() == Status.INFO);
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void textHasTheRequestInBrackets() throws Exception {
        List<String> lines = logged(null);

        assertThat(lines.get(0)).matches("\\S+ WARN  Place: without request");
        assertThat(lines.get(1)).matches("\\S+ WARN  Place: \\[mine-1] two");
        assertThat(lines.get(lines.size() - 1))
                .endsWith(" Place: [mine-1] trace=0af7651916cd43dd8448eb211c80319c traced");
    }

    @Test
    void jsonIsAnObjectOnEachLine() throws Exception {
        List<String> lines = logged("JSON");

        assertThat(lines).hasSize(3);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.path("level").asText()).isEqualTo("WARN");
        assertThat(first.path("loggerName").asText()).isEqualTo("dev.atelier.some.Place");
        assertThat(first.path("formattedMessage").asText()).isEqualTo("without request");
        assertThat(first.path("timestamp").asLong()).isPositive();
        assertThat(first.path("mdc").isEmpty()).isTrue();
        JsonNode second = new ObjectMapper().readTree(lines.get(1));
        assertThat(second.path("mdc").path("request").asText()).isEqualTo("mine-1");
        assertThat(second.path("formattedMessage").asText()).isEqualTo("two\nlines \"quoted\"");
        assertThat(second.path("throwable").path("message").asText()).isEqualTo("boom");
        assertThat(new ObjectMapper()
                        .readTree(lines.get(2))
                        .path("mdc")
                        .path("trace")
                        .asText())
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }
}
