/**
 * What users see of containers: launch groups and shortcuts, the settings of a launch, preferences and views. It knows the two
 * other bundles of jdock for Eclipse and the workbench; nothing imports it.
 */
package io.jdock.eclipse.ui;
