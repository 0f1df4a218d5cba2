/** What several modules need of files, streams and threads; nothing here knows of images, models or jobs. */
package dev.atelier.application.util;
