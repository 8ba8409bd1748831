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
package io.shardflow.localstack.snowflake.catalog;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Row access and masking policies, put there by control requests. They are only listed, never applied. */
public final class Policies {
    /** One reference of a policy: its kind as Snowflake names it (ROW_ACCESS_POLICY, MASKING_POLICY), the table, the column of a masking policy or null. */
    public record Reference(String policy, String kind, ObjectName table, String column) {}

    private final List<Reference> references = new CopyOnWriteArrayList<>();

    public void add(final Reference reference) {
        references.add(reference);
    }

    public void clear() {
        references.clear();
    }

    public List<Reference> of(final ObjectName table) {
        return references.stream().filter(r -> r.table().equals(table)).toList();
    }
}
