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
package io.shardflow.nifi.snowflake.load;

/**
 * The table cannot be changed so, or the role may not ({@link WarehouseException.Kind#PERMANENT}): said by the statement that
 * changes it, and by nothing that comes before or after.
 */
public final class ChangeRefusedException extends WarehouseException {

    private static final long serialVersionUID = 1L;

    /** @param refusal what the statement said; its cause becomes this one's */
    public ChangeRefusedException(final WarehouseException refusal) {
        super(refusal.kind(), refusal.getMessage(), refusal.getCause());
    }
}
