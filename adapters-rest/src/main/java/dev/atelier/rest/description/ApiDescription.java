package dev.atelier.rest.description;

import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.access.SdapiSettings;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.Api20230705;
import io.micronaut.core.type.Argument;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The OpenAPI description as it is served: the one generated at build time, corrected where the generator is inexact,
 * and completed by what depends on the routes and on the compatibility mode. Thread-safe.
 */
@Singleton
class ApiDescription {

    private static final String COMPONENTS_KEY = "components";
    private static final String SCHEMAS = "schemas";
    private static final String SCHEMA = "schema";
    private static final String REFERENCE = "$ref";
    private static final String COMPONENTS = "#/components/";
    private static final String SCHEMA_REFERENCE = COMPONENTS + "schemas/";
    private static final String V2023 = "V2023";
    private static final String RESPONSES = "responses";
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final String CONTENT = "content";
    private static final String ADDITIONAL = "additionalProperties";
    private static final String TYPE = "type";
    private static final String OBJECT = "object";
    private static final String STRING = "string";
    private static final String UPLOAD_URLS = "s3PresignUrl";

    /** The name of a property that stands for all properties without a name in the description. */
    private static final String ANY = "*";

    /**
     * Marks objects with such properties. Without {@code additionalProperties}, which is their default anyway: where they
     * are said to be there, generated Java clients have a map in place of the named properties.
     */
    private static final String FURTHER = "x-further-properties";

    /** A payload, most of whose properties are not described. */
    private static final String PAYLOAD = "V2023InferenceSchemas.Run";

    /** Operations of OpenAI's API, all of whose errors have one format. */
    private static final String OPENAI = "/v1/";

    /** By status, the component that describes the errors of every operation. */
    private static final Map<String, String> ERRORS = new TreeMap<>(Map.of(
            "400", "BadRequest",
            "401", "Unauthorized",
            "403", "Forbidden",
            "404", "NotFound",
            "default", "OtherError"));

    /** The parameter of operations that may be repeated. */
    private static final String IDEMPOTENCY_KEY = "/idempotency_key";

    /** As {@link #ERRORS}, of these operations. */
    private static final Map<String, String> REPEATED = Map.of("409", "InProgress", "422", "KeyReused");

    private final Router router;
    private final CompatibilityMode compatibilityMode;
    private final JsonMapper mapper;
    private byte[] json;

    ApiDescription(Router router, CompatibilityMode compatibilityMode, JsonMapper mapper) {
        this.router = router;
        this.compatibilityMode = compatibilityMode;
        this.mapper = mapper;
    }

    /** The description as JSON; blocks the first time. */
    synchronized byte[] json() {
        if (json == null) {
            try {
                json = mapper.writeValueAsBytes(Argument.mapOf(String.class, Object.class), complete());
            } catch (IOException e) {
                throw new UncheckedIOException("writing JSON to memory", e);
            }
        }
        return json;
    }

    private Map<String, Object> complete() {
        Map<String, Object> description = JsonObjectReader.of(ApiDescription.class, "/" + OpenApiDefinition.FILE)
                .toMap();
        correct(description);
        Map<String, Object> components = object(description, COMPONENTS_KEY);
        Map<String, Object> schemas = object(components, SCHEMAS);
        Words.addTo(components);
        object(schemas, PAYLOAD).put(ADDITIONAL, true);
        Map<String, Object> paths = object(description, "paths");
        paths.keySet().retainAll(served()); // the others are switched off
        Set<String> of2023 = operationsOf2023();
        paths.forEach((path, methods) -> map(methods).forEach((method, operation) -> {
            String generation = of2023.contains(method + " " + path) ? "20230705" : "";
            Map<String, Object> responses = object(map(operation), RESPONSES);
            Map<String, String> errors = new TreeMap<>(ERRORS);
            if (String.valueOf(map(operation).get("parameters")).contains(IDEMPOTENCY_KEY)) {
                errors.putAll(REPEATED);
            }
            errors.forEach((status, component) -> responses.putIfAbsent(
                    status,
                    Map.of(REFERENCE, COMPONENTS + RESPONSES + "/" + door(path).orElse(component + generation))));
        }));
        for (CompatibilityMode.Row row : CompatibilityMode.Row.values()) {
            follow(row, paths);
        }
        if (compatibilityMode.mapsUploadsByFile()) {
            mapUploadsByFile(schemas);
        }
        Examples examples = new Examples(compatibilityMode.mapsUploadsByFile());
        paths.values()
                .forEach(methods -> map(methods)
                        .values()
                        .forEach(operation -> examples.addTo(
                                object(map(operation), RESPONSES),
                                map(operation).get("operationId").toString())));
        rename(schemas);
        refer(description);
        return description;
    }

    /** The component that describes all errors of a path whose clients expect a format of their own. */
    private static Optional<String> door(String path) {
        if (path.startsWith(OPENAI)) {
            return Optional.of("ErrorOpenAi");
        }
        return isWebUi(path) ? Optional.of("ErrorWebUi") : Optional.empty();
    }

    private static boolean isWebUi(String path) {
        int end = path.indexOf('/', 1);
        return SdapiSettings.ROOTS.contains(end < 0 ? path : path.substring(0, end));
    }

    private Set<String> served() {
        return router.uriRoutes()
                .map(route -> route.getUriMatchTemplate().toString())
                .collect(Collectors.toSet());
    }

    /** Operations as {@code get /path}, also those whose errors have that generation's format without a user only. */
    private Set<String> operationsOf2023() {
        return router.uriRoutes()
                .filter(route -> route.getAnnotationMetadata().hasAnnotation(Api20230705.class))
                .map(ApiDescription::name)
                .collect(Collectors.toSet());
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod().name().toLowerCase(Locale.ROOT) + " " + route.getUriMatchTemplate();
    }

    /** Moves the description of the operation's success to the status that it has in this mode. */
    private void follow(CompatibilityMode.Row row, Map<String, Object> paths) {
        String status = String.valueOf(compatibilityMode.status(row).getCode());
        Map<String, Object> responses = responses(row, paths);
        if (!responses.containsKey(status)) {
            String documented = responses.keySet().stream()
                    .filter(code -> code.startsWith("2"))
                    .findFirst()
                    .orElseThrow();
            // Imports by URL and completed uploads, by the same operations, keep the documented status.
            Object success =
                    row == CompatibilityMode.Row.UPLOAD_CHECKPOINT || row == CompatibilityMode.Row.RENAME_CHECKPOINT
                            ? responses.get(documented)
                            : responses.remove(documented);
            responses.put(status, status.equals("204") ? Map.of("description", "No Content") : success);
        }
    }

    private static Map<String, Object> responses(CompatibilityMode.Row row, Map<String, Object> paths) {
        return switch (row) {
            case CREATE_ENDPOINT -> responses(paths, "/endpoints", "post");
            case DELETE_ENDPOINTS -> responses(paths, "/endpoints", "delete");
            case CREATE_TRAINING -> responses(paths, "/trainings", "post");
            case UPLOAD_CHECKPOINT -> responses(paths, "/checkpoints", "post");
            case RENAME_CHECKPOINT -> responses(paths, "/checkpoints/{id}", "put");
        };
    }

    private static Map<String, Object> responses(Map<String, Object> paths, String path, String method) {
        return object(object(object(paths, path), method), RESPONSES);
    }

    private static void mapUploadsByFile(Map<String, Object> schemas) {
        Map<String, Object> url = Map.of(TYPE, STRING);
        object(object(schemas, "V2023CheckpointUploadSchemas.BegunCheckpointAnswer"), PROPERTIES)
                .put(UPLOAD_URLS, Map.of(TYPE, OBJECT, ADDITIONAL, Map.of(TYPE, "array", "items", url)));
        object(object(schemas, "V2023DatasetUploadSchemas.UploadsAnswer"), PROPERTIES)
                .put(UPLOAD_URLS, Map.of(TYPE, OBJECT, ADDITIONAL, url));
    }

    /**
     * Undoes what the generator gets wrong: bodies a second time for any media type, because requests may have any, and forms
     * as JSON, too;
     * values of any type, alone or in free maps, as objects; annotated properties, which are not null, as optional.
     */
    private static void correct(Object part) {
        if (part instanceof List<?> list) {
            list.forEach(ApiDescription::correct);
        } else if (part instanceof Map<?, ?>) {
            Map<String, Object> object = map(part);
            if (object.get(CONTENT) instanceof Map<?, ?> content && content.size() > 1) {
                content.remove(MediaType.ALL);
                if (content.containsKey(MediaType.MULTIPART_FORM_DATA)) {
                    content.remove(MediaType.APPLICATION_JSON);
                }
            }
            if (Map.of(TYPE, OBJECT).equals(object.get(SCHEMA)) && !object.containsKey("in")) {
                object.put(SCHEMA, new TreeMap<>());
            }
            if (Map.of(TYPE, OBJECT).equals(object.get(ADDITIONAL))) {
                object.put(ADDITIONAL, true);
            }
            if (object.get(PROPERTIES) instanceof Map<?, ?> properties) {
                if (properties.remove(ANY) != null) {
                    object.put(FURTHER, true);
                }
                require(object, map(properties));
            }
            object.values().forEach(ApiDescription::correct);
        }
    }

    private static void rename(Map<String, Object> schemas) {
        for (String name : List.copyOf(schemas.keySet())) {
            Object schema = schemas.remove(name);
            if (schemas.putIfAbsent(name(name), schema) != null) {
                throw new IllegalStateException("two schemas have the name " + name(name));
            }
        }
    }

    /** Generated clients have classes of these names: without the names of ours that hold the records. */
    private static String name(String schema) {
        String holder = schema.replaceFirst("Schemas\\..*", "");
        if (holder.equals(schema)) {
            return schema;
        }
        String name = schema.substring(holder.length() + "Schemas.".length());
        return holder.startsWith(V2023) ? V2023 + name : name;
    }

    private static void refer(Object part) {
        if (part instanceof List<?> list) {
            list.forEach(ApiDescription::refer);
        } else if (part instanceof Map<?, ?>) {
            Map<String, Object> object = map(part);
            if (object.get(REFERENCE) instanceof String reference && reference.startsWith(SCHEMA_REFERENCE)) {
                object.put(REFERENCE, SCHEMA_REFERENCE + name(reference.substring(SCHEMA_REFERENCE.length())));
            }
            object.values().forEach(ApiDescription::refer);
        }
    }

    private static void require(Map<String, Object> schema, Map<String, Object> properties) {
        Set<Object> required = new TreeSet<>((List<?>) schema.getOrDefault(REQUIRED, List.of()));
        required.remove(ANY);
        properties.forEach((name, property) -> {
            if (OBJECT.equals(map(property).get(TYPE))
                    && !map(property).containsKey(PROPERTIES)
                    && !map(property).containsKey(ADDITIONAL)) {
                map(property).remove(TYPE);
            }
            if (!Boolean.TRUE.equals(map(property).get("nullable"))) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            schema.put(REQUIRED, List.copyOf(required));
        }
    }

    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return map(parent.get(name));
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
