package dev.atelier.bootstrap.lambda;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions of a role in a template, from its own policies and those of the template that it names; AWS managed
 * policies are ignored. Resources are written as in the template: {@code ${Files.Arn}/out/x}.
 */
final class RolePermissions {

    private final List<Map<?, ?>> statements = new ArrayList<>();

    RolePermissions(Template template, String role) {
        Map<?, ?> properties = template.part("Resources", role, "Properties");
        for (Object policy : list(properties.get("Policies"))) {
            add(((Map<?, ?>) policy).get("PolicyDocument"));
        }
        for (Object managed : list(properties.get("ManagedPolicyArns"))) {
            if (managed instanceof Map<?, ?> map && map.get("Ref") instanceof String name) {
                add(template.part("Resources", name, "Properties", "PolicyDocument"));
            }
        }
    }

    private void add(Object document) {
        for (Object statement : list(((Map<?, ?>) document).get("Statement"))) {
            statements.add((Map<?, ?>) statement);
        }
    }

    /** Whether it may do that, conditions aside. */
    boolean allows(String action, String resource) {
        return statements.stream()
                .filter(statement -> list(statement.get("Action")).contains(action))
                .flatMap(statement -> resources(statement.get("Resource")))
                .anyMatch(pattern -> matches(pattern, resource));
    }

    /** Whether it may list the keys that begin so. */
    boolean mayList(String bucket, String prefix) {
        return statements.stream()
                .filter(statement -> list(statement.get("Action")).contains("s3:ListBucket"))
                .filter(statement -> resources(statement.get("Resource")).anyMatch(bucket::equals))
                .anyMatch(statement -> !(statement.get("Condition") instanceof Map<?, ?> condition)
                        || list(((Map<?, ?>) condition.get("StringLike")).get("s3:prefix")).stream()
                                .anyMatch(pattern -> matches(pattern.toString(), prefix)));
    }

    /** Every action that it may do on something. */
    Stream<String> actions() {
        return statements.stream()
                .flatMap(statement -> list(statement.get("Action")).stream())
                .map(Object::toString);
    }

    /** Every resource that it may do something on. */
    Stream<String> resources() {
        return statements.stream().flatMap(statement -> resources(statement.get("Resource")));
    }

    private static Stream<String> resources(Object resource) {
        return list(resource).stream().flatMap(RolePermissions::text);
    }

    private static Stream<String> text(Object resource) {
        if (!(resource instanceof Map<?, ?> function)) {
            return Stream.of(resource.toString());
        }
        Object argument = function.values().iterator().next();
        return switch (function.keySet().iterator().next().toString()) {
            case "Sub" -> Stream.of(list(argument).get(0).toString());
            case "If" -> list(argument).stream().skip(1).flatMap(RolePermissions::text);
            default -> Stream.of("${" + argument + "}");
        };
    }

    private static List<?> list(Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof Collection<?> many ? List.copyOf(many) : List.of(value);
    }

    /** Wildcards as in IAM: a star matches any text, including slashes and colons. */
    private static boolean matches(String pattern, String text) {
        String regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(regex, text);
    }
}
