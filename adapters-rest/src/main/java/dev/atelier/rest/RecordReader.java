package dev.atelier.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON objects into the records that describe them in OpenAPI, by the annotations that both understand: components
 * are required unless they are {@code @Nullable}; a text, also one in a list, may be empty unless it is {@code
 * @Size(min = 1)}; whole numbers have a {@code @Min}. A component named {@value #ALL} is the whole object. Those of type
 * {@code Object} are not looked at.
 *
 * <p>Plain reflection: what Serde generates takes 9 to 16 KB for each record, of which a Lambda function has too little.
 */
final class RecordReader {

    /** The name of a component that is the whole object, whose other properties have no names in the description. */
    private static final String ALL = "*";

    private RecordReader() {}

    static <T extends Record> T read(JsonObjectReader object, Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        object.require(Arrays.stream(components)
                .filter(component -> !has(component, Nullable.class))
                .map(RecordReader::name)
                .filter(name -> !name.equals(ALL))
                .toArray(String[]::new));
        return construct(
                type,
                components,
                Arrays.stream(components)
                        .map(component -> value(object, component))
                        .toArray());
    }

    private static Object value(JsonObjectReader object, RecordComponent component) {
        String name = name(component);
        if (name.equals(ALL)) {
            return object.passThrough();
        }
        if (component.getType() == Object.class || !object.has(name)) {
            return null;
        }
        if (component.getType() == String.class) {
            return text(object, name, has(component, Size.class), has(component, Nullable.class));
        }
        if (component.getType() == Integer.class || component.getType() == int.class) {
            return object.wholeNumber(
                    name, (int) annotation(component, Min.class).value());
        }
        if (has(component, LargestJson.class)) {
            return object.object(name)
                    .passThrough(annotation(component, LargestJson.class).bytes());
        }
        if (hasNonEmptyTexts(component)) {
            return object.nonEmptyTexts(name);
        }
        return value(object, name, component.getGenericType());
    }

    private static boolean hasNonEmptyTexts(RecordComponent component) {
        return component.getAnnotatedType() instanceof AnnotatedParameterizedType list
                && list.getAnnotatedActualTypeArguments()[0].isAnnotationPresent(Size.class);
    }

    private static String text(JsonObjectReader object, String name, boolean isNeverEmpty, boolean mayBeMissing) {
        if (isNeverEmpty) {
            return object.nonEmptyText(name);
        }
        return mayBeMissing ? object.optionalString(name).orElse(null) : object.string(name);
    }

    /** A value whose type alone says how it is read. */
    private static Object value(JsonObjectReader object, String name, Type type) {
        if (type == Boolean.class || type == boolean.class) {
            return object.bool(name);
        }
        if (type == Double.class) {
            return object.number(name);
        }
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            return generic.getRawType() == List.class ? list(object, name, element) : map(object.object(name), element);
        }
        return read(object.object(name), record(type));
    }

    private static List<?> list(JsonObjectReader object, String name, Type element) {
        return element == String.class
                ? object.strings(name)
                : object.objects(name).stream()
                        .map(entry -> read(entry, record(element)))
                        .toList();
    }

    private static Map<String, Object> map(JsonObjectReader object, Type element) {
        if (element == Object.class) {
            return object.passThrough();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        object.names().forEach(name -> values.put(name, value(object, name, element)));
        return values;
    }

    private static String name(RecordComponent component) {
        return has(component, JsonProperty.class)
                ? annotation(component, JsonProperty.class).value()
                : component.getName();
    }

    private static boolean has(RecordComponent component, Class<? extends Annotation> type) {
        return component.getAccessor().isAnnotationPresent(type);
    }

    private static <A extends Annotation> A annotation(RecordComponent component, Class<A> type) {
        return component.getAccessor().getAnnotation(type);
    }

    private static <T extends Record> T construct(Class<T> type, RecordComponent[] components, Object[] values) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true); // records of bodies are package-private
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("records have a constructor of their components", e);
        }
    }

    private static Class<? extends Record> record(Type type) {
        return ((Class<?>) type).asSubclass(Record.class);
    }
}
