package dev.atelier.persistence.storage.local;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Enables a bean when {@code atelier.store} is {@code file}, the default. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Requires(property = "atelier.store", value = "file", defaultValue = "file")
@interface FileStoreEnabled {}
