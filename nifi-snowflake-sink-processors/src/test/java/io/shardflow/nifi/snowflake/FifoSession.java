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
package io.shardflow.nifi.snowflake;

import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;
import org.apache.nifi.processor.FlowFileFilter.FlowFileFilterResult;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;

/**
 * A session on a queue that keeps its order, as NiFi's does: the mock's own puts what a filter refuses at the end. Counts how
 * often each FlowFile is read.
 */
final class FifoSession extends MockProcessSession {

    private final Map<Long, Integer> reads;

    FifoSession(final SharedSessionState queue, final Processor processor, final Map<Long, Integer> reads) {
        super(queue, processor, new MockStateManager(processor));
        this.reads = reads;
    }

    @Override
    public List<FlowFile> get(final FlowFileFilter filter) {
        final Set<Long> accepted = new HashSet<>();
        final boolean[] ended = {false};
        super.get(flowFile -> {
            if (!ended[0]) {
                final FlowFileFilterResult result = filter.filter(flowFile);
                if (result.isAccept()) {
                    accepted.add(flowFile.getId());
                }
                ended[0] = !result.isContinue();
            }
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        });
        return super.get(flowFile -> accepted.contains(flowFile.getId())
                ? FlowFileFilterResult.ACCEPT_AND_CONTINUE
                : FlowFileFilterResult.REJECT_AND_CONTINUE);
    }

    @Override
    public InputStream read(final FlowFile flowFile) {
        reads.merge(flowFile.getId(), 1, Integer::sum);
        return super.read(flowFile);
    }
}
