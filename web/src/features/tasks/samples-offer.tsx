import { useQuery } from "@tanstack/react-query";
import { serverTasks } from "~/lib/data/task-repository.ts";
import { t } from "~/lib/i18n/t.ts";
import { useUser } from "~/lib/session/use-user.ts";
import { Button } from "~/ui/button.tsx";
import { addSamples } from "./samples.ts";

/** Offers sample tasks to somebody who has no task at all, done ones included. */
export function SamplesOffer() {
  const { id: subject } = useUser();
  const { data } = useQuery({
    queryKey: ["samples", subject],
    queryFn: ({ signal }) => serverTasks.page({ show: "all", q: "", sort: "-created" }, null, signal),
    staleTime: 0,
  });
  if (data === undefined || data.items.length > 0) return null;
  return (
    <Button look="plain" onClick={() => addSamples(subject)}>
      {t("samples.offer")}
    </Button>
  );
}
