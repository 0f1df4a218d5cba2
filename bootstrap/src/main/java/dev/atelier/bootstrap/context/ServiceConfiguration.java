package dev.atelier.bootstrap.context;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;

/**
 * Settings of the service itself. Those without a default here have it in {@code application.properties}, as other settings
 * refer to them.
 *
 * @param host the address to listen on
 * @param port the port to listen on; -1: a free one
 * @param dataDir the folder of the embedded database, of files and of the API key
 * @param apiKey the API key of clients; not given: see {@code atelier.secrets.api-key}
 * @param backend the compute: {@code local-gpu} or {@code sagemaker}
 * @param store where files are stored: {@code file} or {@code s3}
 * @param bucket the bucket name in {@code s3://} locations, unless files are in S3
 * @param payloadMaxBytes maximum size of the payload of one inference
 * @param accessLog whether each request is logged, without its query
 * @param logLevel which messages are logged
 * @param logFormat how; takes effect as an environment variable or a system property only, as files are read later
 */
@ConfigurationProperties("atelier")
public record ServiceConfiguration(
        String host,
        int port,
        Path dataDir,
        @Nullable String apiKey,
        String backend,
        String store,
        String bucket,
        @ReadableBytes long payloadMaxBytes,
        boolean accessLog,
        @Bindable(defaultValue = "INFO") LogLevel logLevel,
        @Bindable(defaultValue = "TEXT") LogFormat logFormat) {

    private static final int MAX_PORT = 65535;

    /** Levels of log messages, from all to none. */
    public enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    /** Formats of the log: lines for people, or an object in JSON on each line. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    public ServiceConfiguration {
        if (port < -1 || port > MAX_PORT) {
            throw new ConfigurationException(
                    "atelier.port is " + port + "; allowed is 0 to " + MAX_PORT + ", or -1 for a free one");
        }
        if (payloadMaxBytes < 1) {
            throw new ConfigurationException(
                    "atelier.payload-max-bytes is " + payloadMaxBytes + "; allowed is a positive number of bytes");
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServiceConfiguration[" + host + ":" + port + ", " + dataDir + ", " + backend + ", " + store + "]";
    }
}
