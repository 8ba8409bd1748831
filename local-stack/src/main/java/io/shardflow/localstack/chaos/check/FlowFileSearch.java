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
package io.shardflow.localstack.chaos.check;

import io.shardflow.localstack.chaos.site.DeliveredFlowFile;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.nifi.NifiException;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** In which FlowFiles a record was delivered, and by whom. Threads: used by one. */
final class FlowFileSearch {

    private final Map<String, List<DeliveredFlowFile>> delivered;
    private final List<String> silent;

    /**
     * @param delivered FlowFiles by name of their NiFi
     * @param silent what is to be said of NiFis that do not tell theirs
     */
    FlowFileSearch(final Map<String, List<DeliveredFlowFile>> delivered, final List<String> silent) {
        this.delivered = delivered;
        this.silent = silent;
    }

    static FlowFileSearch in(final List<Node> nodes) {
        final Map<String, List<DeliveredFlowFile>> delivered = new LinkedHashMap<>();
        final Map<String, String> silent = new TreeMap<>();
        for (final Node node : nodes) {
            final String name = node.process().name();
            try {
                delivered.put(name, node.flowFiles());
            } catch (final NifiException e) {
                silent.put(name, name + " does not tell which FlowFiles it has delivered: " + e.getMessage());
            }
        }
        return new FlowFileSearch(delivered, List.copyOf(silent.values()));
    }

    /** A line for each FlowFile that holds the record, and for each NiFi that does not tell. */
    List<String> of(final String shardId, final Position position) {
        final List<String> lines = new ArrayList<>();
        delivered.forEach((name, flowFiles) -> flowFiles.stream()
                .filter(flowFile -> flowFile.holds(shardId, position))
                .forEach(flowFile -> lines.add(name + ": " + flowFile)));
        lines.addAll(silent);
        return lines;
    }
}
