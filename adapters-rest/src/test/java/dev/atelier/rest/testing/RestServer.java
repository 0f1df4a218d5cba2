package dev.atelier.rest.testing;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The HTTP side on a free port, with the real use cases and ports in memory. */
public final class RestServer implements AutoCloseable {

    /** The installation's own key. */
    public static final String KEY = "test-key-of-the-installation";

    /** Server settings of the HTTP side; the lower limits make tests quick. */
    private static final Map<String, Object> SETTINGS = Map.of(
            "micronaut.server.port",
            -1,
            "micronaut.server.host",
            "127.0.0.1",
            "micronaut.server.cors.localhost-pass-through",
            true,
            "micronaut.server.netty.server-type",
            "streamed",
            "micronaut.server.netty.request-decompression-enabled",
            false,
            "micronaut.server.max-request-size",
            "6GB",
            "micronaut.server.max-request-buffer-size",
            "256KB",
            "micronaut.server.netty.max-initial-line-length",
            65536,
            "micronaut.server.netty.max-header-size",
            65536);

    /** The ports in memory. */
    public final InMemoryAtelier atelier;

    private final EmbeddedServer server;

    private RestServer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.put("micronaut.security.endpoints.introspection.enabled", false);
        settings.putAll(more);
        server = ApplicationContext.run(EmbeddedServer.class, settings);
        Http.forget(uri());
        atelier = bean(InMemoryAtelier.class);
        bean(InitializeAccessControl.class).prepare(KEY);
        addUser("admin", InitializeAccessControl.OPERATOR.value());
    }

    public static RestServer start() {
        return start(Map.of());
    }

    public static RestServer start(Map<String, Object> settings) {
        return new RestServer(settings);
    }

    /** A client with the installation's key that names the user {@code admin}, who has all permissions. */
    public Http http() {
        return new Http(URI.create("http://127.0.0.1:" + server.getPort()))
                .with("x-api-key", KEY)
                .with("username", "admin");
    }

    /** A client that names no user, as those of the 2023-07-05 generation. */
    public Http keyOnly() {
        return http().without("username");
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public <T> T bean(Class<T> type) {
        return server.getApplicationContext().getBean(type);
    }

    public void addUser(String name, String... roles) {
        UserName user = new UserName(name);
        atelier.users.save(new User(
                user,
                InitializeAccessControl.BUILT_IN_USER,
                Arrays.stream(roles).map(RoleName::new).collect(Collectors.toSet()),
                atelier.clock.instant()));
    }

    /** Adds a role with these permissions, and a user of the same name who holds it. */
    public void addUserHolding(String name, String... permissions) {
        Set<Permission> held = Arrays.stream(permissions).map(Permission::parse).collect(Collectors.toSet());
        atelier.roles.save(
                new Role(new RoleName(name), InitializeAccessControl.BUILT_IN_USER, held, atelier.clock.instant()));
        addUser(name, name);
    }

    @Override
    public void close() {
        server.close();
    }
}
