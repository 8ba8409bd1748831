/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.connector;

import io.shardflow.localstack.Installation;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.nifi.Monitoring.Bulletin;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.nifi.ParameterContexts.Parameter;
import io.shardflow.localstack.nifi.Queues.Queue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The process group of {@code flow/} in a NiFi, driven as an operator drives it: upload, fill parameters, start, stop.
 *
 * <p>Threads: used by one at a time.
 */
public final class Connector {

    /** The processors of the flow by name. */
    public static final String CONSUMER = "Consume Kinesis stream";

    public static final String SINK = "Put into Snowflake";
    public static final String ERROR_SINK = "Put rejected records";
    public static final String WAY_BACK = "Get rejected records";

    /** Only in the Stateless flow: what the way back leads to. */
    public static final String MENDED_SINK = "Put mended records";

    private static final String GROUP = "Kinesis to Snowflake";
    private static final String STATELESS_GROUP = "Kinesis to Snowflake, Stateless";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final NifiClient nifi;
    private final String groupId;
    private final String parameterContextId;
    private final boolean servicesWithGroup;

    private Connector(
            final NifiClient nifi,
            final String groupId,
            final String parameterContextId,
            final boolean servicesWithGroup) {
        this.nifi = nifi;
        this.groupId = groupId;
        this.parameterContextId = parameterContextId;
        this.servicesWithGroup = servicesWithGroup;
    }

    /** Uploads the flow definition to a NiFi that has the NAR. */
    public static Connector upload(final NifiClient nifi) {
        final String groupId =
                nifi.processGroups().upload(nifi.processGroups().rootId(), GROUP, Installation.flowDefinition());
        return new Connector(nifi, groupId, contextOf(nifi, GROUP), false);
    }

    /** Uploads the flow definition whose inner group runs in the Stateless engine, to a NiFi that has the NAR. */
    public static Connector uploadStateless(final NifiClient nifi) {
        return stateless(
                nifi,
                nifi.processGroups()
                        .upload(
                                nifi.processGroups().rootId(),
                                STATELESS_GROUP,
                                Installation.statelessFlowDefinition()));
    }

    /**
     * The same with a changed flow definition.
     *
     * @param group name of the process group
     * @param flowDefinition as JSON
     */
    public static Connector uploadStateless(final NifiClient nifi, final String group, final String flowDefinition) {
        return stateless(nifi, nifi.processGroups().upload(nifi.processGroups().rootId(), group, flowDefinition));
    }

    private static Connector stateless(final NifiClient nifi, final String groupId) {
        return new Connector(nifi, groupId, contextOf(nifi, STATELESS_GROUP), false);
    }

    /**
     * Uploads the flow definition to a NiFi that has got it before, and gives that group a parameter context of its own, as
     * docs/install.md says.
     *
     * @param context the name of the new context, which inherits from the first one
     * @param own the parameters, none of them sensitive, in which it differs
     */
    public static Connector uploadBeside(final NifiClient nifi, final String context, final Map<String, String> own) {
        final String contextId = nifi.parameterContexts()
                .createInheriting(
                        context,
                        own.entrySet().stream()
                                .map(each -> new Parameter(each.getKey(), each.getValue(), false))
                                .toList(),
                        contextOf(nifi, GROUP));
        final String groupId =
                nifi.processGroups().upload(nifi.processGroups().rootId(), context, Installation.flowDefinition());
        nifi.processGroups().setParameterContext(groupId, contextId);
        return new Connector(nifi, groupId, contextId, false);
    }

    /**
     * Uploads a changed flow definition to a NiFi that has got the shipped one before: both use its parameter context.
     *
     * @param group name of the process group
     * @param flowDefinition a flow definition as JSON, whose execution engine is STATELESS
     */
    public static Connector uploadAllStateless(final NifiClient nifi, final String group, final String flowDefinition) {
        return new Connector(
                nifi,
                nifi.processGroups().upload(nifi.processGroups().rootId(), group, flowDefinition),
                contextOf(nifi, GROUP),
                true);
    }

    private static String contextOf(final NifiClient nifi, final String name) {
        return nifi.parameterContexts()
                .find(name)
                .orElseThrow(
                        () -> new IllegalStateException("the flow definition brought no parameter context " + name));
    }

    /** The connector that is in a NiFi already. @param groupId of its process group */
    public static Connector attach(final NifiClient nifi, final String groupId) {
        return new Connector(nifi, groupId, contextOf(nifi, GROUP), false);
    }

    /** The id of its process group. */
    public String groupId() {
        return groupId;
    }

    /** The values of the parameters that have one and are not sensitive, by name. */
    public Map<String, String> parameters() {
        return nifi.parameterContexts().read(parameterContextId).values().stream()
                .filter(parameter -> parameter.value() != null)
                .collect(Collectors.toMap(Parameter::name, Parameter::value));
    }

    /** Sets parameters; what uses them is restarted by NiFi when it runs. */
    public void set(final Map<String, String> parameters) {
        nifi.parameterContexts().update(parameterContextId, parameters);
    }

    /** Sets properties of a stopped processor and leaves the others as they are. */
    public void configure(final String processor, final Map<String, String> properties) {
        nifi.processors().configure(processor(processor).id(), properties);
    }

    /** Enables the connection pool and starts the processors. */
    public void start() {
        if (servicesWithGroup) {
            nifi.processGroups().startStateless(groupId, LIMIT);
        } else {
            enableServices();
            nifi.processGroups().start(groupId, LIMIT);
        }
    }

    /** Enables the connection pool. */
    public void enableServices() {
        nifi.controllerServices().enableAll(groupId, LIMIT);
    }

    /** Stops the processors and waits until no thread is left in them. */
    public void stop() {
        nifi.processGroups().stop(groupId, LIMIT);
    }

    /** The processors and services, validated. */
    public List<Component> components() {
        final List<Component> processors = nifi.processGroups().awaitValidated(groupId, LIMIT);
        return Stream.concat(processors.stream(), nifi.controllerServices().list(groupId).stream())
                .toList();
    }

    /** FlowFiles that wait anywhere in the group, the kept failures among them. */
    public long queuedFlowFiles() {
        return nifi.queues().flowFiles(groupId);
    }

    /** Bulletins with an id greater than {@code after}, oldest first. */
    public List<Bulletin> bulletins(final long after) {
        return nifi.monitoring().bulletins(after);
    }

    /** A counter of a processor of the flow; 0 when it was never adjusted. */
    public long counter(final String processor, final String counter) {
        return counters(processor).getOrDefault(counter, 0L);
    }

    /** The counters that a processor of the flow has adjusted, by name. */
    public Map<String, Long> counters(final String processor) {
        return nifi.monitoring().counters(processor(processor).id());
    }

    /** The local state that a processor of the flow keeps in NiFi. */
    public Map<String, String> localState(final String processor) {
        return nifi.processors().localState(processor(processor).id());
    }

    /** Lets a disabled processor run once, as an operator does: enable, run once, disable. Returns when it has run. */
    public void runOnce(final String processor) {
        final String id = processor(processor).id();
        nifi.processors().enable(id);
        nifi.processors().runOnceAndWait(id, LIMIT);
        nifi.processors().disable(id);
    }

    /** The processor of that name. */
    public Component processor(final String name) {
        return nifi.processGroups().processors(groupId).stream()
                .filter(processor -> processor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The connection that a relationship of a processor leads into. */
    public Queue queue(final String sourceName, final String relationship) {
        return nifi.queues().list(groupId).stream()
                .filter(queue -> queue.sourceName().equals(sourceName))
                .filter(queue -> queue.relationships().contains(relationship))
                .findFirst()
                .orElseThrow();
    }

    /** The page that shows the flow. */
    public URI canvas() {
        return nifi.canvas(groupId);
    }
}
