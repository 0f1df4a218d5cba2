package dev.atelier.persistence.download;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/** Sends single requests, each on its own connection; no redirects, connection reuse or retries. Thread-safe. */
final class ImportHttpClient implements Closeable {

    private static final int MAX_LINE_LENGTH = 32 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_CONNECTIONS = 128;

    private final CloseableHttpClient client;

    /** @param silence how long a server may send nothing */
    ImportHttpClient(DnsResolver resolver, Duration silence) {
        Timeout timeout = Timeout.of(silence);
        client = HttpClients.custom()
                .setConnectionManager(connections(resolver, timeout))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("Atelier")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .build();
    }

    private static HttpClientConnectionManager connections(DnsResolver resolver, Timeout timeout) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(timeout).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_LINE_LENGTH)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        .build())
                .build();
    }

    /**
     * A response whose body is still to be read. Closing it drops the connection: the rest of the body is not awaited.
     */
    record Exchange(HttpUriRequestBase request, ClassicHttpResponse response) implements Closeable {

        @Override
        public void close() throws IOException {
            request.cancel();
            try {
                response.close();
            } catch (IOException e) {
                return; // the connection is closed already, as intended
            }
        }

        String header(String name) {
            return response.containsHeader(name) ? response.getFirstHeader(name).getValue() : null;
        }
    }

    Exchange get(URI url, Map<String, String> headers, Deadline deadline) throws IOException {
        HttpGet request = new HttpGet(url);
        request.setHeader("Accept-Encoding", "identity");
        return send(request, url, headers, deadline);
    }

    Exchange post(URI url, Map<String, String> headers, String json, Deadline deadline) throws IOException {
        HttpPost request = new HttpPost(url);
        request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        return send(request, url, headers, deadline);
    }

    private Exchange send(HttpUriRequestBase request, URI url, Map<String, String> headers, Deadline deadline)
            throws IOException {
        headers.forEach(request::setHeader);
        request.setHeader("Accept", "*/*");
        deadline.guard(request);
        HttpHost host = new HttpHost(url.getScheme(), url.getHost(), url.getPort());
        return new Exchange(request, client.executeOpen(host, request, null));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
