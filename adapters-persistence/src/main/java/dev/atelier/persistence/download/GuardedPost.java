package dev.atelier.persistence.download;

import dev.atelier.application.util.DaemonThreads;
import dev.atelier.domain.InvalidRequestException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.http.HttpException;

/** Posts JSON to URLs that users name: the address is checked as it is connected to, and no redirect is followed. Thread-safe. */
public final class GuardedPost implements Closeable {

    private final ImportHttpClient web;
    private final Duration timeout;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("post-deadlines"));

    /** @param timeout for everything from the connection to the response */
    public GuardedPost(HostAllowlist hosts, DnsResolver names, Duration timeout, Clock clock) {
        this.web = new ImportHttpClient(new PublicOnlyDnsResolver(names, hosts), timeout);
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Sends the body, and returns the status of the response, whose own body is not read. */
    public int send(URI url, Map<String, String> headers, String json) throws IOException {
        try (Deadline deadline = new Deadline(clock.instant().plus(timeout), clock, timer)) {
            return send(url, headers, json, deadline);
        }
    }

    private int send(URI url, Map<String, String> headers, String json, Deadline deadline) throws IOException {
        try (ImportHttpClient.Exchange exchange = web.post(url, headers, json, deadline)) {
            return exchange.response().getCode();
        } catch (IOException e) {
            if (deadline.isOver()) {
                // The deadline closes the connection, wherever the exchange is.
                throw (IOException) new InterruptedIOException("timeout").initCause(e);
            }
            throw e;
        }
    }

    /** Why {@link #send} failed, in words for the user who named the URL. */
    public String reason(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidRequestException) {
                return cause.getMessage();
            }
        }
        if (failure instanceof UnknownHostException) {
            return "the host's name cannot be resolved";
        }
        if (failure instanceof SSLException) {
            return "a TLS connection with the receiver is not possible, or its certificate is not valid";
        }
        if (failure instanceof ConnectException) {
            return "the receiver accepts no connection";
        }
        if (failure instanceof InterruptedIOException || failure.getCause() instanceof InterruptedIOException) {
            return "there was no response within " + timeout.toMillis() + " ms";
        }
        return failure instanceof SocketException || failure.getCause() instanceof HttpException
                ? "the connection broke"
                : "the request failed";
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        web.close();
    }
}
