/**
 * The IDE's containers: one {@link io.jdock.eclipse.core.Containers} for all bundles of jdock, a declarative service. It knows
 * nothing of Java launches, and nothing of a user interface; bundles above it may use it, and it uses none of them.
 */
package io.jdock.eclipse.core;
