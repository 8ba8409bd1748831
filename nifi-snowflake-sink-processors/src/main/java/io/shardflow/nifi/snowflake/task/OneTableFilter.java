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
package io.shardflow.nifi.snowflake.task;

import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;

/** Takes FlowFiles of one table, the first that may be loaded now, up to the bounds of a transaction. One thread. */
public final class OneTableFilter implements FlowFileFilter {

    private final Function<FlowFile, String> tableOf;
    private final Predicate<String> isWaiting;
    private final int maximumFlowFiles;
    private final long maximumBytes;
    private String table;
    private int flowFiles;
    private long bytes;

    public OneTableFilter(
            final Function<FlowFile, String> tableOf,
            final Predicate<String> isWaiting,
            final int maximumFlowFiles,
            final long maximumBytes) {
        this.tableOf = tableOf;
        this.isWaiting = isWaiting;
        this.maximumFlowFiles = maximumFlowFiles;
        this.maximumBytes = maximumBytes;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final String wanted = tableOf.apply(flowFile);
        if (table == null) {
            if (isWaiting.test(wanted)) {
                return FlowFileFilterResult.REJECT_AND_CONTINUE;
            }
            table = wanted;
        } else if (!table.equals(wanted)) {
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        } else if (bytes + flowFile.getSize() > maximumBytes) {
            // A later one must not overtake it.
            return FlowFileFilterResult.REJECT_AND_TERMINATE;
        }
        flowFiles++;
        bytes += flowFile.getSize();
        return flowFiles >= maximumFlowFiles
                ? FlowFileFilterResult.ACCEPT_AND_TERMINATE
                : FlowFileFilterResult.ACCEPT_AND_CONTINUE;
    }

    /** Table name, as the property gives it, of the FlowFiles taken; null if none was. */
    public String table() {
        return table;
    }
}
