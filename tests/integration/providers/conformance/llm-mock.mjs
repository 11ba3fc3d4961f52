// llm-mock listens on every interface by itself: here it is mounted on the loopback alone.
import express from "express";
import { createLlmMockRouter, define, scenario } from "llm-mock";

const config = define({
    useScenario: "bench",
    scenarios: [
        scenario("bench", {
            start: "asked",
            steps: { asked: { branches: [{ when: "where did we sit", reply: "Under the pear tree.", next: "asked" }] } },
        }),
    ],
});
const app = express();
app.use(await createLlmMockRouter(config));
const server = app.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
