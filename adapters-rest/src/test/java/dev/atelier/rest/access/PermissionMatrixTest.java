package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tries every operation of the OpenAPI description with every single permission, and holds that permissions are judged
 * before the body.
 */
@Tag("slow")
class PermissionMatrixTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "permissions.md");
    private static final Path SEEN = Path.of("target", "permissions.md");

    private static final String INTRODUCTION = """
            # Who may do what

            Any one of the permissions is enough; `all` includes `list` and `create` of the same resource. This table is what
            the service did when a test tried every operation with every single permission; the build fails when it is out
            of date. Beyond it: what belongs to another user takes `user:all`; a caller only grants permissions they hold; without
            `user:list` a user sees only themselves in the list of users, without `role:list` only their own roles.

            | operation | request | permission |
            |---|---|---|
            """;

    /** Not one of the resources, so that its holder has no permission at all. */
    private static final String NONE = "none";

    private static final List<Permission> SINGLE = Arrays.stream(ResourceType.values())
            .flatMap(resourceType -> Arrays.stream(Action.values()).map(action -> new Permission(resourceType, action)))
            .sorted()
            .toList();

    /** Bodies that no operation accepts. */
    private static final List<String> INCOMPLETE = List.of("{}", "{", "[]");

    /** An id, and a name, of nothing that exists. */
    private static final String NOWHERE = "00000000-0000-4000-8000-000000000000";

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        server.addUserHolding(NONE);
        SINGLE.forEach(permission -> server.addUserHolding(user(permission.toString()), permission.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** An operation of the OpenAPI description. */
    private record Operation(String name, String method, String path) {

        boolean isOpenTo(String permission) {
            String user = user(permission);
            boolean open = isOpenTo(user, body(user, permission));
            if (!method.equals("GET")) {
                for (String incomplete : INCOMPLETE) {
                    assertThat(isOpenTo(user, incomplete.getBytes(StandardCharsets.UTF_8)))
                            .as("%s by %s with the body %s", name, user, incomplete)
                            .isEqualTo(open);
                }
            }
            return open;
        }

        private boolean isOpenTo(String user, byte[] body) {
            HttpResult reply = server.http()
                    .as(user)
                    .sendAsync(method, path.replaceAll("\\{\\w+}", NOWHERE) + SampleRequests.query(name), body)
                    .join();
            assertThat(reply.status()).as("%s: %s", name, reply.text()).isLessThan(500);
            return reply.status() != 403;
        }

        private byte[] body(String user, String permission) {
            String body = SampleRequests.body(name, user, permission.equals(NONE) ? "train:list" : permission);
            assertThat(body != null || method.equals("GET") || name.equals("StartInferenceJob"))
                    .as("SampleRequests has no request for %s", name)
                    .isTrue();
            return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
        }

        String row() {
            return "| " + name + " | `" + method + " " + path + "` | " + whoMay() + " |\n";
        }

        private String whoMay() {
            if (isOpenTo(NONE)) {
                return "everyone";
            }
            List<Permission> enough = SINGLE.stream()
                    .filter(permission -> isOpenTo(permission.toString()))
                    .toList();
            assertThat(enough).as("who may %s", name).isNotEmpty();
            return enough.stream().map(permission -> "`" + permission + "`").collect(Collectors.joining(", "));
        }
    }

    @Test
    void theDocumentSaysWhoMayDoWhat() throws IOException {
        List<Operation> operations = described();
        assertThat(operations).hasSizeGreaterThan(10);
        StringBuilder table = new StringBuilder(INTRODUCTION);
        operations.forEach(operation -> table.append(operation.row()));
        Files.writeString(SEEN, table);

        assertThat(DOCUMENT)
                .as(
                        "docs/permissions.md is not what the service does; if that is meant, copy adapters-rest/%s over it",
                        SEEN)
                .content()
                .isEqualTo(table.toString());
    }

    private static List<Operation> described() {
        List<Operation> operations = new ArrayList<>();
        Map<?, ?> paths =
                (Map<?, ?>) ((Map<?, ?>) TestJson.read(server.http().get("/api").bytes())).get("paths");
        new TreeMap<>(paths)
                .forEach((path, methods) -> new TreeMap<>((Map<?, ?>) methods)
                        .forEach((method, operation) -> operations.add(new Operation(
                                ((Map<?, ?>) operation).get("operationId").toString(),
                                method.toString().toUpperCase(Locale.ROOT),
                                path.toString()))));
        return operations;
    }

    private static String user(String permission) {
        return permission.replace(':', '-').replace('_', '-');
    }
}
