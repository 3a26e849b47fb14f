import { getRouteApi } from "@tanstack/react-router";
import { AccessDenied } from "~/app/access-denied.tsx";
import { TaskPage } from "~/features/tasks/task-page.tsx";

const route = getRouteApi("/_signed-in/tasks/$taskId");

export default function TaskRoute() {
  const { taskId } = route.useParams();
  const navigate = route.useNavigate();
  return (
    <TaskPage key={taskId} id={taskId} onLeave={() => void navigate({ to: "/" })} denied={<AccessDenied />} />
  );
}
