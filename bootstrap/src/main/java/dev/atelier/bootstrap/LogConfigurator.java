package dev.atelier.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Configures the log, before settings are read: its format is that of {@code ATELIER_LOG_FORMAT}, text for one that is not
 * known; its level that of {@code ATELIER_LOG_LEVEL}, INFO for one that cannot be read; the start then rejects both. In
 * code, since a start reads the configuration twice, and as XML it takes a tenth of a second each time. A file that the
 * system property {@code logback.configurationFile} names takes its place.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}:%replace( [%X{request}]){' \\[\\]',''}"
                    + "%replace( trace=%X{trace}){' trace=$',''} %msg%n";

    private static final Map<String, Level> LEVELS = Map.of(
            // Warns of each connection that a database which is away has lost.
            "com.zaxxer.hikari",
            Level.ERROR,
            "org.flywaydb",
            Level.WARN,
            "io.micronaut",
            Level.WARN,
            // A server that cannot listen is reported in a sentence.
            "io.micronaut.http.server.netty.NettyHttpServer",
            Level.OFF,
            // Signed requests contain session tokens.
            "software.amazon.awssdk",
            Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty("logback.configurationFile") != null) {
            DefaultJoranConfigurator file = new DefaultJoranConfigurator();
            file.setContext(logs);
            return file.configure(logs);
        }
        LEVELS.forEach((name, level) -> logs.getLogger(name).setLevel(level));
        ch.qos.logback.classic.Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv("ATELIER_LOG_LEVEL"), Level.INFO));
        root.addAppender(console(logs));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** To standard error: standard output is for the results of commands. */
    private static ConsoleAppender<ILoggingEvent> console(LoggerContext logs) {
        LostConnectionFilter filter = new LostConnectionFilter();
        filter.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(logs);
        console.setName("console");
        console.setTarget("System.err");
        console.addFilter(filter);
        console.setEncoder(encoder(logs));
        console.start();
        return console;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext logs) {
        String format = System.getProperty("atelier.log-format", System.getenv("ATELIER_LOG_FORMAT"));
        Encoder<ILoggingEvent> encoder =
                format != null && format.strip().toLowerCase(Locale.ROOT).equals("json") ? json() : text();
        encoder.setContext(logs);
        encoder.start();
        return encoder;
    }

    private static JsonEncoder json() {
        JsonEncoder json = new JsonEncoder();
        json.setWithFormattedMessage(true);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithContext(false);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        return json;
    }

    private static PatternLayoutEncoder text() {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setPattern(PATTERN);
        return text;
    }
}
