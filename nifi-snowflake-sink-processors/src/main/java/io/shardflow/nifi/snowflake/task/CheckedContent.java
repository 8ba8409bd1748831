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

import io.shardflow.nifi.snowflake.content.SpooledContent;
import io.shardflow.nifi.snowflake.schema.BatchShape;
import java.util.Set;

/**
 * A spooled content, and what is known of its records.
 *
 * @param shape of their fields, without the metadata
 * @param metadataFields spellings of the metadata field
 * @param underPlan whether records are left out that did not fit a table; for another table they have to be looked at again
 */
record CheckedContent(SpooledContent content, BatchShape shape, Set<String> metadataFields, boolean underPlan)
        implements AutoCloseable {

    @Override
    public void close() {
        content.close();
    }
}
