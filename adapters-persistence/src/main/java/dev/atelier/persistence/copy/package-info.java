/** Moving an installation's rows to another database. */
package dev.atelier.persistence.copy;
