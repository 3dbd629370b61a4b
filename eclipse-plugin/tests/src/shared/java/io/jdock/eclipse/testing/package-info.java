/**
 * What tests in an Eclipse have in common, be jdock part of its build or installed in it: projects and their launches, and images. Sources of
 * both bundles of tests; know nothing of jdock's plug-ins.
 */
package io.jdock.eclipse.testing;
