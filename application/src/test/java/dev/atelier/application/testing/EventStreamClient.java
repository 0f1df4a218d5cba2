package dev.atelier.application.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads a stream of server-sent events over a socket, as a browser does, in a thread of its own. */
public final class EventStreamClient implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpResponse<InputStream> response;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    /** An event. */
    public record Received(String id, String event, String data) {}

    private EventStreamClient(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /** Opens a stream, which may have been rejected. */
    public static EventStreamClient open(URI stream, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(stream);
        headers.forEach(request::header);
        return open(request);
    }

    /** As above, by a request of any method. */
    public static EventStreamClient open(HttpRequest.Builder request) throws IOException {
        HttpRequest asking = request.setHeader("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            EventStreamClient client =
                    new EventStreamClient(HTTP.send(asking, HttpResponse.BodyHandlers.ofInputStream()));
            Thread reader = new Thread(client::read, "event-stream-client");
            reader.setDaemon(true);
            reader.start();
            return client;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** Everything received so far. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** Those received so far that report something, without the stream's own. */
    public List<Received> events() {
        return received.stream()
                .filter(one -> !one.event().startsWith("stream."))
                .toList();
    }

    /** From where the stream is to be resumed. */
    public Optional<String> lastId() {
        return received.isEmpty()
                ? Optional.empty()
                : Optional.of(received.get(received.size() - 1).id());
    }

    /** Whether the server has ended the stream, or the connection was lost. */
    public boolean hasEnded() {
        return ended;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String id = null;
            String event = null;
            String data = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (data != null) {
                        received.add(new Received(id, event, data));
                    }
                    event = null;
                    data = null;
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
        } catch (IOException e) {
            // the end, as well
        } finally {
            ended = true;
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            // it is closed anyway
        }
    }
}
