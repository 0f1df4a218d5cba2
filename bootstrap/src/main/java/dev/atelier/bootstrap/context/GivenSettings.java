package dev.atelier.bootstrap.context;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.core.order.Ordered;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The settings as operators gave them: as environment variables, as system properties or in files. */
final class GivenSettings {

    private static final Pattern KEY = Pattern.compile("\\batelier\\.[a-z0-9-]++(\\.[a-z0-9-]++)*+(?! \\()");

    /** The property source of values that this program derives from others. */
    static final String DERIVED = "derived";

    private final Environment environment;

    GivenSettings(Environment environment) {
        this.environment = environment;
    }

    /** Names of settings, as they were spelt; names in files in the spelling {@code atelier.queue-limit}. */
    Stream<String> names() {
        return environment.getPropertySources().stream().flatMap(GivenSettings::names);
    }

    /** The setting's name, with the environment variable or the former name that has given its value. */
    String describe(String key) {
        return variable(key)
                .or(() -> former(key))
                .map(name -> key + " (" + name + ")")
                .orElse(key);
    }

    /** The sentence, in which the first setting is described. */
    String describeIn(String sentence) {
        Matcher key = KEY.matcher(sentence);
        return key.find()
                ? sentence.substring(0, key.start()) + describe(key.group()) + sentence.substring(key.end())
                : sentence;
    }

    private Optional<String> variable(String key) {
        return source(key)
                .filter(source -> source.getConvention() == PropertyConvention.ENVIRONMENT_VARIABLE)
                .map(source -> Settings.variable(key));
    }

    /** The values that are given by former names, unless today's name is given as well, there or with precedence. */
    Map<String, Object> givenByFormerNames() {
        Map<String, Object> values = new HashMap<>();
        Settings.FORMER
                .values()
                .forEach(key -> formerKey(key)
                        .flatMap(former -> environment.getProperty(former, Object.class))
                        .ifPresent(value -> values.put(key, value)));
        return values;
    }

    private Optional<String> former(String key) {
        return formerKey(key).map(former -> variable(former).orElse(former));
    }

    private Optional<String> formerKey(String key) {
        int order = source(key).map(Ordered::getOrder).orElse(Integer.MIN_VALUE);
        return Settings.FORMER.entrySet().stream()
                .filter(former -> former.getValue().equals(key))
                .map(Map.Entry::getKey)
                .filter(former -> source(former)
                        .filter(source -> source.getOrder() > order)
                        .isPresent())
                .findFirst();
    }

    /** The source whose value counts: the one of the highest order that has the setting. */
    private Optional<PropertySource> source(String key) {
        return environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals(DERIVED))
                .sorted(Comparator.comparingInt(Ordered::getOrder).reversed())
                .filter(source ->
                        names(source).anyMatch(name -> name.equals(key) || name.equals(Settings.variable(key))))
                .findFirst();
    }

    private static Stream<String> names(PropertySource source) {
        Stream<String> names = StreamSupport.stream(source.spliterator(), false);
        return source.getConvention() == PropertyConvention.ENVIRONMENT_VARIABLE
                ? names.filter(Settings::isVariableName)
                : names.map(name -> NameUtils.hyphenate(name.replaceAll("\\[\\d+].*", ""), true))
                        .filter(name -> name.startsWith(Settings.PREFIX));
    }
}
