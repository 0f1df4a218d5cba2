package dev.atelier.rest;

import dev.atelier.domain.CidrBlock;
import io.micronaut.http.HttpRequest;
import io.netty.util.NetUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The address of a client: that of its connection, or behind trusted proxies the last one in {@code X-Forwarded-For} that is
 * no trusted proxy's. What is before it may be invented by the client. Thread-safe.
 */
@Singleton
public final class ClientAddress {

    private static final String HEADER = "X-Forwarded-For";
    private static final int MAX_LENGTH = 1000;

    private final List<CidrBlock> trustedProxies;

    ClientAddress(RestSettings settings) {
        trustedProxies = settings.proxyNetworks();
    }

    /** As an IP literal; empty where the connection has none. */
    public Optional<String> of(HttpRequest<?> request) {
        InetAddress client = request.getRemoteAddress().getAddress();
        if (client == null) {
            return Optional.empty();
        }
        String[] reported = reported(request);
        for (int at = reported.length - 1; at >= 0 && isTrusted(client); at--) {
            InetAddress before = NetUtil.createInetAddressFromIpAddressString(reported[at].strip());
            if (before == null) {
                break;
            }
            client = before;
        }
        return Optional.of(client.getHostAddress().replaceFirst("%.*", ""));
    }

    private static String[] reported(HttpRequest<?> request) {
        String list = String.join(",", request.getHeaders().getAll(HEADER));
        return list.length() > MAX_LENGTH ? end(list) : list.isEmpty() ? new String[0] : list.split(",");
    }

    /** Proxies append, so the end is theirs; what is cut might look like another address. */
    private static String[] end(String list) {
        String last = list.substring(list.length() - MAX_LENGTH);
        return Arrays.stream(last.split(",")).skip(1).toArray(String[]::new);
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(network -> network.contains(address));
    }
}
