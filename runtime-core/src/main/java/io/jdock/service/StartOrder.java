package io.jdock.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An order of services in which each comes after those that it depends on; otherwise they stay as they were. */
final class StartOrder {
    private static final String DEPENDENCIES = "dependsOn";

    private final Map<String, ServiceDescription> named = new LinkedHashMap<>();
    private final Collection<String> running;
    private final List<ServiceDescription> ordered = new ArrayList<>();
    private final List<String> path = new ArrayList<>();

    private StartOrder(Collection<String> running) {
        this.running = running;
    }

    /**
     * Orders them.
     *
     * @param running aliases of services that are ready already
     * @throws ServiceException if an alias is taken, a service depends on one that is not there, or some depend on each other
     */
    static List<ServiceDescription> of(List<ServiceDescription> services, Collection<String> running)
            throws ServiceException {
        StartOrder order = new StartOrder(running);
        for (ServiceDescription service : services) {
            if (running.contains(service.alias()) || order.named.put(service.alias(), service) != null) {
                throw ServiceException.ofField(
                        "alias", "there is a container '" + service.alias() + "' already; name the other one");
            }
        }
        for (ServiceDescription service : services) {
            order.visit(service);
        }
        return order.ordered;
    }

    private void visit(ServiceDescription service) throws ServiceException {
        if (ordered.contains(service)) {
            return;
        }
        int begin = path.indexOf(service.alias());
        path.add(service.alias());
        if (begin >= 0) {
            throw ServiceException.ofField(
                    DEPENDENCIES,
                    "none of these containers could ever start, for each waits for the next: "
                            + String.join(" -> ", path.subList(begin, path.size())));
        }
        for (String wanted : service.dependsOn()) {
            if (!running.contains(wanted)) {
                visit(find(wanted, service));
            }
        }
        path.remove(path.size() - 1);
        ordered.add(service);
    }

    private ServiceDescription find(String wanted, ServiceDescription by) throws ServiceException {
        ServiceDescription found = named.get(wanted);
        if (found == null) {
            List<String> known = new ArrayList<>(running);
            known.addAll(named.keySet());
            throw ServiceException.ofField(
                    DEPENDENCIES,
                    "'" + by.alias() + "' depends on '" + wanted + "', which is none of the containers "
                            + String.join(", ", known));
        }
        return found;
    }
}
