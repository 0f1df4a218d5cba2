/** Moving an installation's rows to another database, and its files to another store. */
package dev.atelier.persistence.copy;
