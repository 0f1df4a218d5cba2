package dev.atelier.persistence;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * As {@link UtcTimestamp}, for columns that may be null. Micronaut Data does not accept the two annotations together.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Nullable
@TypeDef(type = DataType.OBJECT, converter = UtcInstantConverter.class)
public @interface NullableUtcTimestamp {}
